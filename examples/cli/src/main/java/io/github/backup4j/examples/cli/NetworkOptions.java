package io.github.backup4j.examples.cli;

import io.github.backup4j.ServerSpec;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a new server is put. */
final class NetworkOptions {
    @Option(names = "--network", paramLabel = "ID", description = "Network of the new server; required for servers.")
    private @Nullable String network;

    @Option(names = "--subnet", paramLabel = "ID", description = "Subnet of the new server; required for servers.")
    private @Nullable String subnet;

    /** Returns whether one of the options is given. */
    boolean given() {
        return network != null || subnet != null;
    }

    /** Returns a new server in the network and subnet; empty unless both are given. */
    Optional<ServerSpec> server(String name) {
        return network == null || subnet == null
                ? Optional.empty()
                : Optional.of(ServerSpec.of(name).inNetwork(network, subnet));
    }

    /** Adds the options to the words of a command. */
    CommandText addTo(CommandText words) {
        return words.with("--network", network).with("--subnet", subnet);
    }
}
