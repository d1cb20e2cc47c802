import { Module } from '@nestjs/common';
import { ClientDevices } from './client-devices.js';
import { Locations } from './locations.js';
import { SignInPlaces } from './sign-in-places.js';
import { SignInPlacesRepository } from './sign-in-places.repository.js';

@Module({
  providers: [ClientDevices, Locations, SignInPlaces, SignInPlacesRepository],
  exports: [ClientDevices, Locations, SignInPlaces, SignInPlacesRepository],
})
export class DevicesModule {}
