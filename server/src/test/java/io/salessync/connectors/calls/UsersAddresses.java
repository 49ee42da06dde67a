package io.salessync.connectors.calls;

import io.salessync.connectors.AddressKit;
import io.salessync.connectors.ConnectorsSettings;
import io.salessync.connectors.PrivateAddresses;
import java.time.Duration;
import java.util.List;
import org.springframework.util.unit.DataSize;

/** The shared client for tests whose receivers live on this machine, with short deadlines. */
public record UsersAddresses(VendorHttp http, PrivateAddresses addresses) {
    public static UsersAddresses allowing(String... hosts) {
        ConnectorsSettings settings = new ConnectorsSettings(
                List.of(hosts),
                Duration.ofMillis(500),
                Duration.ofMillis(500),
                Duration.ofMillis(900),
                DataSize.ofKilobytes(64),
                30);
        PrivateAddresses addresses = AddressKit.addresses(settings);
        return new UsersAddresses(new VendorHttp(settings, addresses), addresses);
    }
}
