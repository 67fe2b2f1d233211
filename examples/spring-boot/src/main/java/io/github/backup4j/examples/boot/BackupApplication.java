package io.github.backup4j.examples.boot;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** A small application; {@code application.yaml} is all that it adds to the auto-configuration. */
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
}
