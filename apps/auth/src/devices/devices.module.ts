import { Module } from '@nestjs/common';
import { Devices } from './devices.js';
import { DevicesRepository } from './devices.repository.js';

@Module({ providers: [Devices, DevicesRepository], exports: [Devices, DevicesRepository] })
export class DevicesModule {}
