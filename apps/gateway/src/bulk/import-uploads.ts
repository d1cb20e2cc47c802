import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { importCalls, importLimits, type UserImport } from '#contracts';
import { AppError } from '#errors';
import { RpcClient } from '#rpc';
import type { HttpContext } from '../http/http-context.js';
import { LongRequests } from '../http/long-requests.js';
import { uploadOf } from '../http/uploads.js';

const formats: Record<string, 'csv' | 'json'> = { 'text/csv': 'csv', 'application/json': 'json' };

/** Bytes of a body in pieces of one size, as they come. @throws AppError `payload_too_large` */
async function* piecesOf(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = [];
  let size = 0;
  let total = 0;
  for await (const chunk of body) {
    total += chunk.length;
    if (total > importLimits.bytes) throw new AppError('payload_too_large');
    waiting.push(chunk);
    size += chunk.length;
    while (size >= importLimits.chunkBytes) {
      const all = Buffer.concat(waiting);
      yield all.subarray(0, importLimits.chunkBytes);
      waiting = [all.subarray(importLimits.chunkBytes)];
      size -= importLimits.chunkBytes;
    }
  }
  if (size > 0) yield Buffer.concat(waiting);
}

/** Takes the file of an import and hands it on in pieces, never holding more than one. */
@Injectable()
export class ImportUploads {
  constructor(
    private readonly client: RpcClient,
    private readonly long: LongRequests,
  ) {}

  /** @throws AppError `unsupported_media_type`, `payload_too_large`, `invalid_request` for an empty body */
  async receive(context: HttpContext, dryRun: boolean): Promise<UserImport> {
    const { mediaType, length, body } = uploadOf(context.request);
    const format = formats[mediaType];
    if (format === undefined)
      throw new AppError('unsupported_media_type', { detail: 'Send text/csv or application/json' });
    if (length !== undefined && length > importLimits.bytes) throw new AppError('payload_too_large');
    const begun = await this.long.piece(context, () => this.client.call(importCalls.begin, { dryRun, format }));
    try {
      return await this.send(context, begun, body);
    } catch (error) {
      await this.abandon(context, begun.id);
      throw error;
    }
  }

  private async send(context: HttpContext, begun: UserImport, body: AsyncIterable<Buffer>): Promise<UserImport> {
    const digest = createHash('sha256');
    const importId = begun.id;
    let pieces = 0;
    for await (const piece of piecesOf(body)) {
      digest.update(piece);
      await this.long.piece(context, () =>
        this.client.call(importCalls.append, { importId, position: pieces, content: piece.toString('base64') }),
      );
      pieces += 1;
    }
    if (pieces === 0) {
      throw new AppError('invalid_request', { errors: [{ path: '', code: 'empty', message: 'the file is empty' }] });
    }
    const sha256 = digest.digest('hex');
    return this.long.piece(context, () => this.client.call(importCalls.start, { importId, pieces, sha256 }));
  }

  private async abandon(context: HttpContext, importId: string): Promise<void> {
    // Quietly: an import that nobody ends gives way to the next one after two minutes. What is not received in part any
    // more was started by the first request with this Idempotency-Key, and goes on.
    const ask = () => this.client.call(importCalls.cancel, { importId, whileReceiving: true });
    await this.long.piece(context, ask).catch(() => {});
  }
}
