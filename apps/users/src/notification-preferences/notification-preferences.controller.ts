import { Controller } from '@nestjs/common';
import { notificationPreferenceCalls, type Caller, type RequestOf } from '#contracts';
import { RpcHandler } from '#rpc';
import { NotificationPreferencesService } from './notification-preferences.service.js';

@Controller()
export class NotificationPreferencesController {
  constructor(private readonly preferences: NotificationPreferencesService) {}

  @RpcHandler(notificationPreferenceCalls.get)
  async get(input: RequestOf<typeof notificationPreferenceCalls.get>, caller: Caller) {
    return this.preferences.get(caller, input.userId);
  }

  @RpcHandler(notificationPreferenceCalls.set)
  async set(input: RequestOf<typeof notificationPreferenceCalls.set>, caller: Caller) {
    return this.preferences.set(caller, input);
  }

  @RpcHandler(notificationPreferenceCalls.effective)
  async effective(input: RequestOf<typeof notificationPreferenceCalls.effective>) {
    return this.preferences.effective(input);
  }
}
