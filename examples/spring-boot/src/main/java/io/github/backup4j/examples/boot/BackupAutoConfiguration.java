package io.github.backup4j.examples.boot;

import io.github.backup4j.BackupListener;
import io.github.backup4j.CloudBackup;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.util.Objects;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

/**
 * The backup and what watches it, as beans, if {@code backup4j.cloud} is set or the application has a {@link CloudBackup} bean.
 *
 * <p>An application that needs more of the builder of a provider, such as a proxy, declares that bean, and it is taken whatever {@code
 * backup4j.cloud} is; {@link BackupListener} beans are called in either case.
 */
@AutoConfiguration(after = {CompositeMeterRegistryAutoConfiguration.class, ObservationAutoConfiguration.class})
@Conditional(BackupAutoConfiguration.OnCloud.class)
@EnableConfigurationProperties(BackupProperties.class)
public class BackupAutoConfiguration {
    /** Opens the cloud that {@code backup4j.cloud} names; closed with the application. */
    @Bean
    @ConditionalOnMissingBean
    CloudBackup cloudBackup(BackupProperties properties) {
        return CloudBackup.open(Objects.requireNonNull(properties.cloud(), "backup4j.cloud == null"));
    }

    @Bean
    ObservedBackup observedBackup(CloudBackup backup, ObjectProvider<BackupListener> listeners) {
        CloudBackup observed = backup;
        for (BackupListener listener : listeners.orderedStream().toList()) {
            observed = observed.listening(listener);
        }
        return new ObservedBackup(observed);
    }

    @Bean
    @ConditionalOnBean({MeterRegistry.class, ObservationRegistry.class})
    MeteredBackups meteredBackups(MeterRegistry meters, ObservationRegistry observations) {
        return new MeteredBackups(meters, observations);
    }

    @Bean
    Protections protections(BackupProperties properties) {
        return Protections.of(properties.protections());
    }

    @Bean
    ProtectionReconciler protectionReconciler(
            ObservedBackup backup, Protections protections, BackupProperties properties) {
        return new ProtectionReconciler(backup.get(), protections, properties.reconcile());
    }

    @Bean
    PostureRefresh postureRefresh(
            ObservedBackup backup, BackupProperties properties, ObjectProvider<MeterRegistry> meters) {
        PostureRefresh refresh = new PostureRefresh(backup.get(), properties.posture());
        // With several registries, Boot's composite is the primary one, and hands on to all.
        meters.ifUnique(refresh::bindTo);
        return refresh;
    }

    @Bean
    @ConditionalOnEnabledHealthIndicator("backup")
    BackupHealthIndicator backupHealthIndicator(PostureRefresh refresh) {
        return new BackupHealthIndicator(refresh);
    }

    @Bean
    @ConditionalOnAvailableEndpoint
    BackupEndpoint backupEndpoint(PostureRefresh refresh, ProtectionReconciler reconciler) {
        return new BackupEndpoint(refresh, reconciler);
    }

    /** There is a cloud: named by the property, or opened by the application. */
    static final class OnCloud extends AnyNestedCondition {
        OnCloud() {
            // Beans of the application are known by then, and not while configurations are being read.
            super(ConfigurationPhase.REGISTER_BEAN);
        }

        @ConditionalOnProperty("backup4j.cloud")
        static final class Named {}

        @ConditionalOnBean(CloudBackup.class)
        static final class Opened {}
    }
}
