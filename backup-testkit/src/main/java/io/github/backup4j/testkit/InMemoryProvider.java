package io.github.backup4j.testkit;

import io.github.backup4j.Site;
import io.github.backup4j.spi.BackupDriver;
import io.github.backup4j.spi.BackupProvider;
import io.github.backup4j.spi.ProviderSettings;

/**
 * The provider of the name {@code memory}, for {@link io.github.backup4j.CloudBackup#open(String)}: each {@code memory:} is a new
 * and empty cloud; {@code memory:shop} is {@link InMemoryCloud#named InMemoryCloud.named("shop")}, the same for all in this JVM
 * who open it.
 *
 * <p>Settings: {@code name}, and, for a cloud without a name, {@code region} and {@code project}, by default
 * {@code region-1} and {@code project-1}.
 */
public final class InMemoryProvider implements BackupProvider {
    /** Creates it; {@link java.util.ServiceLoader} does. */
    public InMemoryProvider() {}

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public BackupDriver open(ProviderSettings settings) {
        String name = settings.text("name").orElse("");
        if (!name.isEmpty()) {
            settings.refuseOthers();
            return InMemoryCloud.named(name).openDriver();
        }
        String region = settings.text("region").orElse("region-1");
        String project = settings.text("project").orElse("project-1");
        settings.refuseOthers();
        return InMemoryCloud.builder().site(new Site(region, project)).build().openDriver();
    }
}
