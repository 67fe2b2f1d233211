package io.github.backup4j.huawei.emulator.internal.world;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.DataSize;
import io.github.backup4j.Image;
import io.github.backup4j.ImageId;
import io.github.backup4j.Reported;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Public images: some operating systems from the start, and those that a seed adds. */
public final class PublicImages {
    /** The project that owns the public images. */
    private static final String OWNER = "f7ac731b11fd4a2ebbc8a0b9e4ea4ba5";

    private static final Instant MADE = Instant.parse("2024-12-17T14:29:50Z");

    private final List<Public> all = new ArrayList<>();

    PublicImages() {
        add(
                null,
                "Huawei Cloud EulerOS 2.0 Standard 64 bit",
                "Huawei Cloud EulerOS",
                "Huawei Cloud EulerOS 2.0 64bit",
                10);
        add(null, "CentOS 7.6 64bit", "CentOS", "CentOS 7.6 64bit", 40);
        add(null, "Ubuntu 22.04 server 64bit", "Ubuntu", "Ubuntu 22.04 server 64bit", 40);
    }

    /** Adds a public image and returns its id; if none is given, one derived from the name. */
    public String add(@Nullable String fixed, String name, String platform, String version, int gib) {
        String id = fixed != null ? fixed : idFor(name);
        Image image = new Image(
                new ImageId(id),
                name,
                null,
                Reported.of(Image.Kind.SYSTEM_DISK),
                Reported.of(Image.Status.ACTIVE),
                null,
                null,
                DataSize.gib(gib),
                false,
                // Only its owner can change it, as with shared images.
                true,
                Map.of(),
                MADE);
        all.add(new Public(image, platform, version));
        return id;
    }

    /** An unused image id, the same in every run. */
    private String idFor(String name) {
        String text = "public image " + name;
        String id;
        do {
            id = UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
            text += " again";
        } while (find(id).isPresent());
        return id;
    }

    public List<Image> all() {
        return all.stream().map(Public::image).toList();
    }

    public Optional<Image> find(String id) {
        return all().stream().filter(image -> image.id().value().equals(id)).findFirst();
    }

    /** Turns the view of another project's image into that of a public image, if it is public. */
    public void complete(ObjectNode view) {
        all.stream()
                .filter(one -> one.image.id().value().equals(view.path("id").asText()))
                .findFirst()
                .ifPresent(one -> view.put("owner", OWNER)
                        .put("visibility", "public")
                        .put("__imagetype", "gold")
                        .put("__platform", one.platform)
                        .put("__os_version", one.version)
                        .put("__support_agent_list", "hss,ces")
                        .put("protected", true));
    }

    /** A public image, and its operating system. */
    private record Public(Image image, String platform, String version) {}
}
