package io.github.backup4j.huawei.internal.http;

import io.github.backup4j.Invalid;
import java.net.URI;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/** The addresses of the services: the given ones, after checks, and those of Huawei Cloud for the others. */
public final class Endpoints {
    private static final Pattern REGION = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Set<String> HERE = Set.of("localhost", "127.0.0.1", "[::1]");

    private Endpoints() {}

    /** Returns an address without a slash at its end, if it is that of a server. */
    public static URI checked(URI address) {
        Objects.requireNonNull(address, "address == null");
        boolean web = "https".equals(address.getScheme()) || "http".equals(address.getScheme());
        if (!web || address.getHost() == null) {
            throw new Invalid("address is " + printable(address) + "; give an https address with a host");
        }
        if (address.getRawUserInfo() != null || address.getRawQuery() != null || address.getRawFragment() != null) {
            throw new Invalid("address is " + printable(address)
                    + " with a user, a query or a fragment; give scheme, host, port and path only");
        }
        String text = address.toString();
        return text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : address;
    }

    public static Service service(String name) {
        for (Service known : Service.values()) {
            if (known.name().equalsIgnoreCase(name)) {
                return known;
            }
        }
        throw new Invalid("service is \"" + name + "\"; give cbr, evs, ims, ecs, bss or iam");
    }

    /**
     * Returns an address for each service.
     *
     * @param given the given addresses
     * @param plainHttp whether plain HTTP to other machines is allowed
     */
    public static Map<Service, URI> complete(Map<Service, URI> given, String region, boolean plainHttp) {
        Map<Service, URI> addresses = new EnumMap<>(Service.class);
        for (Service service : Service.values()) {
            URI address = given.containsKey(service) ? given.get(service) : ofVendor(service, region);
            if (!plainHttp && address.getScheme().equals("http") && !HERE.contains(address.getHost())) {
                throw new Invalid(
                        "address is " + address + ": plain HTTP can be read and changed on the network path; give an"
                                + " https address, or call allowingPlainHttp()");
            }
            addresses.put(service, address);
        }
        return addresses;
    }

    /** Returns a region, if it can be part of the name of a host. */
    public static String region(String region) {
        if (!REGION.matcher(region).matches()) {
            throw new Invalid("region is \"" + printable(region)
                    + "\", which cannot be part of a host name; give 1 to 63 of a-z, 0-9 and -, such as eu-west-101");
        }
        return region;
    }

    private static URI ofVendor(Service service, String region) {
        return URI.create(service.endpoint(region));
    }

    private static String printable(String text) {
        String printable = text.replaceAll("[^\\x20-\\x7e]", "?");
        return printable.length() > 80 ? printable.substring(0, 80) + "..." : printable;
    }

    /** Returns scheme and host only: the rest may hold a password. */
    private static String printable(URI address) {
        return address.getScheme() + "://" + address.getHost();
    }
}
