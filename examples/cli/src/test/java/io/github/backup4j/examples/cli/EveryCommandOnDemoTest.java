package io.github.backup4j.examples.cli;

import java.util.Map;

/** Every command at a terminal on memory:demo, which is chosen by nobody. */
class EveryCommandOnDemoTest extends EveryCommand {
    @Override
    Map<String, String> environment() {
        return Map.of();
    }
}
