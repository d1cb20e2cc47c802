import { Controller } from '@nestjs/common';
import { auditCalls, type Caller, type RequestOf } from '#contracts';
import { RpcHandler } from '#rpc';
import { AuditReading } from './audit-reading.service.js';

@Controller()
export class AuditLogController {
  constructor(private readonly reading: AuditReading) {}

  @RpcHandler(auditCalls.list)
  async list(input: RequestOf<typeof auditCalls.list>, caller: Caller) {
    return this.reading.list(caller, input);
  }

  @RpcHandler(auditCalls.export)
  async export(input: RequestOf<typeof auditCalls.export>, caller: Caller) {
    return this.reading.export(caller, input);
  }

  @RpcHandler(auditCalls.activity)
  async activity(input: RequestOf<typeof auditCalls.activity>, caller: Caller) {
    return this.reading.activity(caller, input);
  }
}
