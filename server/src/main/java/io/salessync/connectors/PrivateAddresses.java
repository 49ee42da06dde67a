package io.salessync.connectors;

import io.salessync.kernel.problems.Problem;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Component;

/**
 * Keeps addresses that users name from leading into this network: loopback, link-local (the clouds' metadata service lies
 * there), private, shared and multicast ranges of both families.
 */
@Component
public final class PrivateAddresses {
    private final List<String> allowed;

    PrivateAddresses(ConnectorsSettings settings) {
        this.allowed = settings.privateHosts().stream()
                .map(host -> host.toLowerCase(Locale.ROOT))
                .toList();
    }

    /** Refuses an address that no vendor of a user's can have: not http(s), with a user or fragment in it, or inside this network. */
    public void check(URI endpoint) {
        String scheme = String.valueOf(endpoint.getScheme()).toLowerCase(Locale.ROOT);
        String host = endpoint.getHost();
        if (host == null || !(scheme.equals("https") || scheme.equals("http"))) {
            throw wrong(endpoint, "has to begin with https:// and name a host");
        }
        if (endpoint.getRawUserInfo() != null || endpoint.getRawFragment() != null) {
            throw wrong(endpoint, "must not hold a user name or a fragment");
        }
        if (allows(host, port(endpoint))) {
            return;
        }
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                if (isInside(address)) {
                    throw Problem.of(
                                    ConnectorsProblem.PRIVATE_ADDRESS,
                                    "The host '" + host + "' is " + address.getHostAddress()
                                            + ", inside this network. If that is meant, an administrator allows it with"
                                            + " SALESSYNC_CONNECTORS_PRIVATE_HOSTS=" + host + ":" + port(endpoint)
                                            + " in the environment of the server (salessync.connectors.private-hosts).")
                            .with("endpoint", endpoint.toString());
                }
            }
        } catch (UnknownHostException e) {
            throw wrong(endpoint, "names a host that cannot be found");
        }
        if (scheme.equals("http")) {
            throw wrong(endpoint, "has to begin with https://, or the token would travel in clear");
        }
    }

    /** Whether an administrator allowed the host and port of this address although they lie inside. */
    public boolean allows(URI endpoint) {
        return endpoint.getHost() != null && allows(endpoint.getHost(), port(endpoint));
    }

    /** Whether an administrator allowed this host although it lies inside. */
    public boolean allows(String host, int port) {
        String name = host.toLowerCase(Locale.ROOT);
        return allowed.contains(name) || allowed.contains(name + ":" + port);
    }

    /** The same where the port is not at hand: for any port. */
    public boolean allowsHost(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return allowed.stream().anyMatch(entry -> entry.equals(name) || entry.startsWith(name + ":"));
    }

    /** Whether an address lies inside this network or belongs to nobody. */
    public static boolean isInside(InetAddress address) {
        if (address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return true;
        }
        byte[] b = address.getAddress();
        int first = b[0] & 0xff;
        int second = b[1] & 0xff;
        if (b.length == 4) {
            return first == 0
                    || first >= 240
                    || (first == 100 && second >= 64 && second < 128)
                    || (first == 192 && second == 0 && b[2] == 0)
                    || (first == 198 && (second == 18 || second == 19));
        }
        // unique local, and the ways to write an IPv4 address as one of IPv6
        return (first & 0xfe) == 0xfc || embedsInside(b, first, second);
    }

    private static boolean embedsInside(byte[] b, int first, int second) {
        try {
            if (first == 0x20 && second == 0x02) {
                return isInside(InetAddress.getByAddress(new byte[] {b[2], b[3], b[4], b[5]}));
            }
            boolean nat64 = first == 0 && second == 0x64 && (b[2] & 0xff) == 0xff && (b[3] & 0xff) == 0x9b;
            boolean leadingZeros = true;
            for (int i = 0; i < 10; i++) {
                leadingZeros &= b[i] == 0;
            }
            return (nat64 || leadingZeros)
                    && isInside(InetAddress.getByAddress(new byte[] {b[12], b[13], b[14], b[15]}));
        } catch (UnknownHostException e) {
            return true;
        }
    }

    private static int port(URI endpoint) {
        return endpoint.getPort() >= 0 ? endpoint.getPort() : "http".equals(endpoint.getScheme()) ? 80 : 443;
    }

    private static Problem wrong(URI endpoint, String what) {
        return Problem.of(ConnectorsProblem.WRONG_ENDPOINT, "The address '" + withoutUser(endpoint) + "' " + what + ".")
                .with("endpoint", withoutUser(endpoint));
    }

    private static String withoutUser(URI endpoint) {
        String user = endpoint.getRawUserInfo();
        return user == null ? endpoint.toString() : endpoint.toString().replace(user + "@", "");
    }
}
