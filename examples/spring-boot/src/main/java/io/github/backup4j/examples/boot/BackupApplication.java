package io.github.backup4j.examples.boot;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.testkit.InMemoryCloud;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/** A small application; {@code application.yaml} and a made-up cloud are all that it adds to the auto-configuration. */
@SpringBootApplication
public class BackupApplication {
    /**
     * Starts it.
     *
     * @param arguments properties, such as {@code --backup4j.cloud=huawei://eu-west-101/PROJECT}
     */
    public static void main(String... arguments) {
        SpringApplication.run(BackupApplication.class, arguments);
    }

    /** The cloud of {@code memory:demo}, which would be empty. */
    @Bean
    @ConditionalOnProperty(name = "backup4j.cloud", havingValue = "memory:demo")
    InMemoryCloud demo() {
        return DemoCloud.create();
    }

    @Bean
    @ConditionalOnProperty(name = "backup4j.cloud", havingValue = "memory:demo")
    CloudBackup demoBackup(InMemoryCloud demo) {
        return demo.backup();
    }
}
