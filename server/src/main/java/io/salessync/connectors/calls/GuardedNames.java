package io.salessync.connectors.calls;

import io.salessync.connectors.PrivateAddresses;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/** Resolves names for addresses that users gave: those that lead into this network do not resolve. */
final class GuardedNames implements DnsResolver {
    private final PrivateAddresses addresses;

    GuardedNames(PrivateAddresses addresses) {
        this.addresses = addresses;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] found = SystemDefaultDnsResolver.INSTANCE.resolve(host);
        for (InetAddress address : found) {
            if (PrivateAddresses.isInside(address) && !addresses.allowsHost(host)) {
                throw new Refused("The host " + host + " is " + address.getHostAddress()
                        + ", inside this network; salessync.connectors.private-hosts does not allow it");
            }
        }
        return found;
    }

    @Override
    public String resolveCanonicalHostname(String host) throws UnknownHostException {
        return resolve(host)[0].getCanonicalHostName();
    }

    static final class Refused extends UnknownHostException {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }
}
