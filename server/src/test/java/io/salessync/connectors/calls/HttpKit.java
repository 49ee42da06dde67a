package io.salessync.connectors.calls;

import io.salessync.connectors.AddressKit;
import io.salessync.connectors.ConnectorsSettings;

/** Makes what only this package can make. */
public final class HttpKit {
    private HttpKit() {}

    public static VendorHttp http(ConnectorsSettings settings) {
        return new VendorHttp(settings, AddressKit.addresses(settings));
    }
}
