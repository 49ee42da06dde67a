package io.salessync.connectors;

/** Makes what only this package can make. */
public final class AddressKit {
    private AddressKit() {}

    public static PrivateAddresses addresses(ConnectorsSettings settings) {
        return new PrivateAddresses(settings);
    }
}
