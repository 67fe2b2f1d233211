package io.github.backup4j.huawei.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.Image;
import io.github.backup4j.ImageCopySpec;
import io.github.backup4j.ImageId;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.Operation;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.Site;
import io.github.backup4j.VaultId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Work on images: what builds, copies and exports them. */
final class ImageWorkAnswerCases {
    private static final Duration LONG = Duration.ofHours(1);
    private static final ImageId IMAGE = new ImageId("33ad552d-1149-471c-8190-ff6776174a00");
    private static final Resource.Server SERVER = Resource.server("877a2cda-ba63-4e1e-b95f-e67e48b6129a");
    private static final ImageSource SYSTEM_DISK = ImageSource.systemDiskOf(SERVER);

    private ImageWorkAnswerCases() {}

    static Map<String, AnswerCase> all() {
        Map<String, AnswerCase> cases = new LinkedHashMap<>();
        built(cases);
        copied(cases);
        cases.put(
                "an image that is being built",
                AnswerCase.of(
                        (server, backup) -> {
                            var status = (Operation.Status.Running<?>)
                                    build(backup, SYSTEM_DISK).poll();
                            assertThat(status.progress().percent()).isEqualTo(20);
                        },
                        "ims/showJob: recorded, running"));
        failure(cases, "an image that failed", "failed", "IMG.0008", "The server is not stopped.");
        failure(
                cases,
                "an image that failed inside",
                "failed, said in its entities",
                "IMG.0061",
                "The operation failed.");
        failure(cases, "an image that failed in a part", "failed in a part", "IMG.0022", "The disk is not available.");
        return cases;
    }

    private static void built(Map<String, AnswerCase> cases) {
        built(cases, "of a system disk", SYSTEM_DISK, "ims/createImage: documented", "of a server's system disk");
        ImageSource disk = ImageSource.disk(Resource.disk("c5dfbd0c-bf0a-4798-a453-61dc6b54aa30"));
        built(cases, "of a data disk", disk, "ims/createImage: documented", "of data disks");
        built(cases, "of a disk to start from", disk, "ims/createImage: documented", "of a system disk");
        ImageSource whole = ImageSource.wholeServer(SERVER, new VaultId("de9fcf45-11b2-432c-8562-5c5428574600"));
        built(cases, "of a whole server", whole, "ims/createWholeImage: documented", "of a whole server");
        ImageSource point = ImageSource.restorePoint(new RestorePointId("9b27efab-4a17-4c06-bfa2-3e0cf021d3c3"));
        built(cases, "of a restore point", point, "ims/createWholeImage: documented", "of a backup");
    }

    private static void built(
            Map<String, AnswerCase> cases, String what, ImageSource source, String begun, String job) {
        cases.put(
                "an image " + what + " that is built",
                AnswerCase.of(
                        (server, backup) -> {
                            server.change("evs/showVolume", "/volume/status", "available");
                            assertThat(build(backup, source).await(LONG)).isEqualTo(ImageAnswerCases.ofSystemDisk());
                        },
                        begun,
                        "ims/showJob: documented, " + job,
                        "ims/listImages: recorded, of a system disk"));
    }

    private static void copied(Map<String, AnswerCase> cases) {
        cases.put(
                "an image that is copied",
                AnswerCase.of(
                        (server, backup) -> assertThat(backup.images()
                                        .copy(IMAGE, ImageCopySpec.of("copy"))
                                        .await(LONG))
                                .isEqualTo(ImageAnswerCases.ofDataDisk()),
                        "ims/copyImageInRegion: documented",
                        "ims/showJob: documented, of a copy",
                        "ims/listImages: recorded, of a data disk"));
        Site away = new Site("region2", "68589cac08274b82b4e254268a3862d8");
        cases.put(
                "an image that is copied to another region",
                AnswerCase.of(
                        (server, backup) -> assertThat(backup.images()
                                        .copy(IMAGE, ImageCopySpec.of("copy").to(away))
                                        .await(LONG))
                                .isEqualTo(ImageAnswerCases.ofDataDisk()),
                        "ims/copyImageCrossRegion: documented",
                        "ims/showJob: documented, of a copy",
                        "ims/listImages: recorded, of a data disk"));
        cases.put(
                "an image that is exported",
                AnswerCase.of(
                        (server, backup) -> assertThat(backup.images()
                                        .export(IMAGE, "ims-image:centos.qcow2", Image.Format.QCOW2)
                                        .await(LONG))
                                .isEqualTo(new Image.Export(IMAGE, "ims-image:centos.qcow2", Image.Format.QCOW2)),
                        "ims/exportImage: documented",
                        "ims/showJob: documented, of an export",
                        "ims/listImages: recorded, of a system disk"));
    }

    private static void failure(Map<String, AnswerCase> cases, String name, String job, String code, String reason) {
        cases.put(
                name,
                AnswerCase.of(
                        (server, backup) -> {
                            OperationFailed failure = Failures.of(build(backup, SYSTEM_DISK));
                            assertThat(failure).hasMessageContaining(reason);
                            assertThat(failure.code()).contains(code);
                        },
                        "ims/showJob: " + job));
    }

    private static Operation<Image> build(CloudBackup backup, ImageSource source) {
        return backup.images().build(ImageSpec.of("web", source));
    }
}
