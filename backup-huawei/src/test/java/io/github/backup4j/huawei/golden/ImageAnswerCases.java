package io.github.backup4j.huawei.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.DataSize;
import io.github.backup4j.Image;
import io.github.backup4j.ImageId;
import io.github.backup4j.ImageSource;
import io.github.backup4j.Reported;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.Share;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Images of all kinds, and who they are shared with. */
final class ImageAnswerCases {
    private static final ImageId IMAGE = new ImageId("33ad552d-1149-471c-8190-ff6776174a00");
    private static final Instant RECORDED_AT = Instant.parse("2025-03-25T06:12:48Z");
    private static final ImageSource DISK = ImageSource.disk(Resource.disk("c5dfbd0c-bf0a-4798-a453-61dc6b54aa30"));
    private static final RestorePointId POINT = new RestorePointId("9b27efab-4a17-4c06-bfa2-3e0cf021d3c3");
    private static final String OTHER = "edc89b490d7d4392898e19b2deb34797";

    private ImageAnswerCases() {}

    static Map<String, AnswerCase> all() {
        Map<String, AnswerCase> cases = new LinkedHashMap<>();
        one(cases, "an image of the cloud's own", ofTheCloud(), "documented");
        one(cases, "an image of a system disk", ofSystemDisk(), "recorded, of a system disk");
        one(cases, "an image of a data disk", ofDataDisk(), "recorded, of a data disk");
        one(cases, "an image of a whole server", ofWholeServer(), "recorded, of a whole server");
        one(cases, "an encrypted image that failed", encrypted(), "recorded, encrypted");
        one(cases, "an image of another project", ofAnotherProject(), "recorded, of another project");
        one(cases, "an image of a file", ofFile(), "of a file");
        shares(cases);
        return cases;
    }

    private static void one(Map<String, AnswerCase> cases, String name, Image expected, String answer) {
        cases.put(
                name,
                AnswerCase.of(
                        (server, backup) ->
                                assertThat(backup.images().get(expected.id())).isEqualTo(expected),
                        "ims/listImages: " + answer));
    }

    private static void shares(Map<String, AnswerCase> cases) {
        cases.put(
                "an image that is offered",
                AnswerCase.of(
                        (server, backup) -> {
                            server.change("ims/glanceListImageMembers", "/members", List.of());
                            assertThat(backup.images().share(IMAGE, OTHER))
                                    .isEqualTo(new Share(OTHER, Reported.of(Share.Status.PENDING), null));
                        },
                        "ims/glanceAddImageMember: documented",
                        "ims/listImages: recorded, of a system disk"));
        cases.put(
                "who an image is offered to",
                AnswerCase.of(
                        (server, backup) -> assertThat(backup.images().shares(IMAGE))
                                .containsExactly(new Share(OTHER, Reported.of(Share.Status.ACCEPTED), null)),
                        "ims/glanceListImageMembers: documented"));
        cases.put(
                "an image that is accepted",
                AnswerCase.of(
                        (server, backup) -> assertThat(backup.images().accept(IMAGE))
                                .isEqualTo(
                                        new Share(Provider.SITE.project(), Reported.of(Share.Status.ACCEPTED), null)),
                        "ims/listImages: recorded, of a system disk",
                        "ims/glanceUpdateImageMember: documented"));
    }

    private static Image ofTheCloud() {
        return new Image(
                new ImageId("bc6bed6e-ba3a-4447-afcc-449174a3eb52"),
                "CentOS 7.3 64bit a",
                null,
                Reported.of(Image.Kind.SYSTEM_DISK, "FusionCompute"),
                Reported.of(Image.Status.ACTIVE),
                null,
                null,
                DataSize.gib(100),
                false,
                false,
                Map.of(),
                Instant.parse("2018-09-06T14:03:27Z"));
    }

    /** The recorded image of a system disk. */
    static Image ofSystemDisk() {
        return new Image(
                IMAGE,
                "web",
                "of the shop",
                Reported.of(Image.Kind.SYSTEM_DISK, "FusionCompute"),
                Reported.of(Image.Status.ACTIVE),
                ImageSource.systemDiskOf(Resource.server("877a2cda-ba63-4e1e-b95f-e67e48b6129a")),
                null,
                DataSize.gib(40),
                false,
                false,
                Map.of("team", "shop", "aaa", "111"),
                RECORDED_AT);
    }

    /** The recorded image of a data disk. */
    static Image ofDataDisk() {
        return new Image(
                IMAGE,
                "web",
                null,
                Reported.of(Image.Kind.DATA_DISK, "DataImage"),
                Reported.of(Image.Status.ACTIVE),
                DISK,
                null,
                DataSize.gib(100),
                false,
                false,
                Map.of("team", "shop", "alone", ""),
                RECORDED_AT);
    }

    private static Image ofWholeServer() {
        return new Image(
                IMAGE,
                "web",
                null,
                Reported.of(Image.Kind.WHOLE_SERVER, "FusionCompute"),
                Reported.of(Image.Status.SAVING),
                ImageSource.restorePoint(POINT),
                POINT,
                DataSize.gib(40),
                false,
                false,
                Map.of(),
                RECORDED_AT);
    }

    private static Image encrypted() {
        return new Image(
                IMAGE,
                "web",
                null,
                Reported.of(Image.Kind.SYSTEM_DISK, "FusionCompute"),
                Reported.of(Image.Status.ERROR, "killed"),
                DISK,
                null,
                DataSize.gib(40),
                true,
                false,
                Map.of(),
                RECORDED_AT);
    }

    private static Image ofAnotherProject() {
        return new Image(
                IMAGE,
                "web",
                null,
                Reported.of(Image.Kind.SYSTEM_DISK, "FusionCompute"),
                Reported.of(Image.Status.ACTIVE),
                null,
                null,
                DataSize.gib(40),
                false,
                true,
                Map.of(),
                RECORDED_AT);
    }

    private static Image ofFile() {
        return new Image(
                IMAGE,
                "web",
                null,
                Reported.of(Image.Kind.UNRECOGNIZED, "IsoImage"),
                Reported.of(Image.Status.QUEUED),
                new ImageSource.Unrecognized("file,ims-image:centos.iso"),
                null,
                DataSize.gib(40),
                false,
                false,
                Map.of(),
                RECORDED_AT);
    }
}
