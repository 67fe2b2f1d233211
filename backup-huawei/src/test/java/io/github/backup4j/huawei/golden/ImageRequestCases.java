package io.github.backup4j.huawei.golden;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.Image;
import io.github.backup4j.ImageCopySpec;
import io.github.backup4j.ImageFilter;
import io.github.backup4j.ImageId;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.ImageUpdate;
import io.github.backup4j.NotFound;
import io.github.backup4j.Removal;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.Site;
import io.github.backup4j.VaultId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is asked of IMS, about images, and of IAM, about where they are copied to. */
final class ImageRequestCases {
    private static final ImageId IMAGE = new ImageId("33ad552d-1149-471c-8190-ff6776174a00");
    private static final Resource.Server SERVER = Resource.server("877a2cda-ba63-4e1e-b95f-e67e48b6129a");
    private static final RestorePointId POINT = new RestorePointId("9b27efab-4a17-4c06-bfa2-3e0cf021d3c3");
    private static final String PROJECT = "edc89b490d7d4392898e19b2deb34797";
    private static final Site AWAY = new Site("region2", "68589cac08274b82b4e254268a3862d8");

    private ImageRequestCases() {}

    static Map<String, RequestCase> all() {
        Map<String, RequestCase> cases = new LinkedHashMap<>();
        built(cases);
        listed(cases);
        updated(cases);
        copied(cases);
        shared(cases);
        return cases;
    }

    private static void built(Map<String, RequestCase> cases) {
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put("key2", "value2");
        tags.put("key1", "value1");
        RequestCase systemDisk = (server, backup) -> backup.images()
                .build(described("web", ImageSource.systemDiskOf(SERVER)).withTags(tags))
                .poll();
        cases.put("ims/createImage: of the system disk of a server", systemDisk);
        cases.put("ims/showJob: by id", systemDisk);
        cases.put("ims/createImage: of a data disk", (server, backup) -> {
            Map<String, String> numbers = new LinkedHashMap<>();
            numbers.put("aaa", "111");
            numbers.put("bbb", "333");
            numbers.put("ccc", "444");
            server.change("evs/showVolume", "/volume/status", "available");
            Resource.Disk disk = Resource.disk("c5dfbd0c-bf0a-4798-a453-61dc6b54aa30");
            backup.images().build(described("data", ImageSource.disk(disk)).withTags(numbers));
        });
        cases.put("ims/createImage: of a disk that can be started from", (server, backup) -> {
            server.answers("evs/showVolume", "recorded, attached")
                    .change("ecs/showServer", "/server/status", "SHUTOFF");
            Resource.Disk disk = Resource.disk("877a2cda-ba63-4e1e-b95f-e67e48b6129a");
            backup.images().build(described("web", ImageSource.disk(disk)).withTags(tags));
        });
        cases.put("ims/createWholeImage: of a server", (server, backup) -> {
            VaultId vault = new VaultId("de9fcf45-11b2-432c-8562-5c5428574600");
            backup.images()
                    .build(described("whole", ImageSource.wholeServer(SERVER, vault))
                            .withTags(tags));
        });
        cases.put(
                "ims/createWholeImage: of a restore point",
                (server, backup) -> backup.images()
                        .build(described("whole", ImageSource.restorePoint(POINT))
                                .withTags(tags)));
        cases.put("ims/createWholeImage: of a temporary image for a server", (server, backup) -> {
            server.answers("cbr/showBackup", "recorded")
                    .change("cbr/showBackup", "/backup/extend_info/os_images_data", List.of());
            backup.restorePoints().restore(POINT, ServerSpec.of("web"));
        });
    }

    private static ImageSpec described(String name, ImageSource source) {
        return ImageSpec.of(name, source).describedAs("of the shop");
    }

    private static void listed(Map<String, RequestCase> cases) {
        cases.put("ims/listImages: by id", (server, backup) -> {
            ofSystemDisk(server);
            backup.images().get(IMAGE);
        });
        cases.put("ims/listImages: by id, of those that are offered", (server, backup) -> {
            server.answers("ims/listImages", "none");
            assertThatThrownBy(() -> backup.images().get(IMAGE)).isInstanceOf(NotFound.class);
        });
        cases.put(
                "ims/listImages: own ones, newest first",
                (server, backup) -> backup.images().list().forEach(RequestCase::seen));
        cases.put(
                "ims/listImages: own ones by name",
                (server, backup) ->
                        backup.images().list(ImageFilter.all().named("web")).forEach(RequestCase::seen));
        cases.put(
                "ims/listImages: offered ones, newest first",
                (server, backup) -> backup.images()
                        .list(ImageFilter.all().sharedWithProject())
                        .forEach(RequestCase::seen));
    }

    private static void updated(Map<String, RequestCase> cases) {
        Map<String, String> tags = Map.of("team", "shop", "aaa", "111");
        cases.put("ims/updateImage: its name", (server, backup) -> {
            ofSystemDisk(server);
            backup.images().update(IMAGE, new ImageUpdate("shop", "of the shop", tags));
        });
        cases.put("ims/updateImage: its first description", (server, backup) -> {
            ofSystemDisk(server);
            server.change("ims/listImages", "/images/0/__description", "");
            backup.images().update(IMAGE, new ImageUpdate("web", "of the shop", tags));
        });
        cases.put("ims/updateImage: name and another description", (server, backup) -> {
            ofSystemDisk(server);
            backup.images().update(IMAGE, new ImageUpdate("shop", "of the new shop", tags));
        });
        cases.put("ims/batchAddOrDeleteTags: new ones", (server, backup) -> {
            Map<String, String> more = new LinkedHashMap<>();
            more.put("key1", "value1");
            more.put("key2", "value2");
            more.put("key3", "");
            ofSystemDisk(server);
            server.change("ims/listImages", "/images/0/tags", List.of());
            backup.images().update(IMAGE, new ImageUpdate("web", "of the shop", more));
        });
        cases.put("ims/batchAddOrDeleteTags: gone ones", (server, backup) -> {
            ofSystemDisk(server);
            backup.images().update(IMAGE, new ImageUpdate("web", "of the shop", Map.of()));
        });
        cases.put("ims/glanceDeleteImage: with the restore point behind it", (server, backup) -> {
            ofWholeServer(server);
            backup.images().delete(IMAGE, Removal.DELETING_RESTORE_POINTS);
        });
        cases.put("ims/glanceDeleteImage: alone", (server, backup) -> {
            ofWholeServer(server);
            backup.images().delete(IMAGE, Removal.KEEPING_RESTORE_POINTS);
        });
    }

    private static void copied(Map<String, RequestCase> cases) {
        ImageCopySpec copy = ImageCopySpec.of("copy");
        cases.put("ims/copyImageInRegion: under another name", (server, backup) -> {
            ofSystemDisk(server);
            backup.images().copy(IMAGE, copy.describedAs("of the shop"));
        });
        RequestCase away = (server, backup) -> {
            ofSystemDisk(server);
            backup.images().copy(IMAGE, copy.describedAs("of the shop").to(AWAY));
        };
        cases.put("ims/copyImageCrossRegion: of a disk", away);
        cases.put("iam/showProject: that an image is copied to", away);
        cases.put("ims/copyImageCrossRegion: of a whole server", (server, backup) -> {
            ofWholeServer(server);
            backup.images().copy(IMAGE, copy.to(AWAY, new VaultId("0ca3eb86-8800-46da-9c37-9d657a825274")));
        });
        cases.put("ims/exportImage: to a bucket", (server, backup) -> {
            ofSystemDisk(server);
            backup.images().export(IMAGE, "ims-image:centos7_5.qcow2", Image.Format.QCOW2);
        });
    }

    private static void shared(Map<String, RequestCase> cases) {
        cases.put("ims/glanceAddImageMember: a project", (server, backup) -> {
            ofSystemDisk(server);
            server.change("ims/glanceListImageMembers", "/members", List.of());
            backup.images().share(IMAGE, PROJECT);
        });
        cases.put(
                "ims/glanceListImageMembers: of an image",
                (server, backup) -> backup.images().shares(IMAGE).forEach(RequestCase::seen));
        cases.put("ims/glanceUpdateImageMember: accepted", (server, backup) -> {
            ofSystemDisk(server);
            backup.images().accept(IMAGE);
        });
        cases.put("ims/glanceUpdateImageMember: accepted into a vault", (server, backup) -> {
            ofSystemDisk(server);
            backup.images().accept(IMAGE, new VaultId("6dd81d7d-a4cb-443e-b8ed-1af0bd3a261b"));
        });
        cases.put(
                "ims/glanceUpdateImageMember: rejected",
                (server, backup) -> backup.images().reject(IMAGE));
        cases.put(
                "ims/glanceDeleteImageMember: a project",
                (server, backup) -> backup.images().unshare(IMAGE, PROJECT));
    }

    private static void ofSystemDisk(GoldenServer server) {
        server.answers("ims/listImages", "recorded, of a system disk");
    }

    private static void ofWholeServer(GoldenServer server) {
        server.answers("ims/listImages", "recorded, of a whole server")
                .change("ims/listImages", "/images/0/status", "active");
    }
}
