package io.github.backup4j.testkit.thin;

import io.github.backup4j.Site;
import io.github.backup4j.spi.BackupDriver;
import io.github.backup4j.spi.BackupProvider;
import io.github.backup4j.spi.ProviderSettings;
import io.github.backup4j.testkit.VirtualTime;
import java.time.Duration;

/** Opens the thin provider by its name, over a new and empty world. */
public final class MapProvider implements BackupProvider {
    @Override
    public String name() {
        return "maps"; // maps://region-1/project-1?workTakes=5s
    }

    @Override
    public BackupDriver open(ProviderSettings settings) {
        Site site = new Site(settings.required("region", "region-1"), settings.required("project", "project-1"));
        Duration workTakes = settings.duration("workTakes").orElse(Duration.ofSeconds(30));
        settings.refuseOthers();
        return new MapDriver(new MapWorld(VirtualTime.create(), workTakes), site);
    }
}
