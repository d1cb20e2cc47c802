import { Module } from '@nestjs/common';
import { ClientDevices } from './client-devices.js';
import { Devices } from './devices.js';
import { DevicesRepository } from './devices.repository.js';
import { Locations } from './locations.js';
import { SignInPlaces } from './sign-in-places.js';
import { SignInPlacesRepository } from './sign-in-places.repository.js';

@Module({
  providers: [ClientDevices, Devices, DevicesRepository, Locations, SignInPlaces, SignInPlacesRepository],
  exports: [ClientDevices, Devices, DevicesRepository, Locations, SignInPlaces, SignInPlacesRepository],
})
export class DevicesModule {}
