package shop;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Service;

@SpringBootApplication
public class ShopApplication {
    public static void main(String[] args) {
        SpringApplication.run(ShopApplication.class, args);
    }

    /** Closed with the application. */
    @Bean
    CloudBackup cloudBackup(@Value("${backup4j.cloud}") String cloud) {
        return CloudBackup.open(cloud);
    }

    @Service
    static class Backups {
        private final CloudBackup backup;

        Backups(CloudBackup backup) {
            this.backup = backup;
        }

        Optional<RestorePoint> newestOf(String disk) {
            return backup.restorePoints().newest(Resource.disk(disk));
        }
    }
}
