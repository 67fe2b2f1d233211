package io.github.backup4j.huawei.internal.images;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.huaweicloud.sdk.ecs.v2.model.PrePaidServer;
import com.huaweicloud.sdk.ecs.v2.model.PrePaidServerDataVolume;
import com.huaweicloud.sdk.ecs.v2.model.PrePaidServerDataVolumeExtendParam;
import com.huaweicloud.sdk.ecs.v2.model.PrePaidServerNic;
import com.huaweicloud.sdk.ecs.v2.model.PrePaidServerRootVolume;
import com.huaweicloud.sdk.ecs.v2.model.PrePaidServerSecurityGroup;
import com.huaweicloud.sdk.ecs.v2.model.PrePaidServerTag;
import io.github.backup4j.Invalid;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.points.ServersFromPoints;
import io.github.backup4j.huawei.internal.resources.DiskCalls;
import io.github.backup4j.huawei.internal.resources.ServerCalls;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.IdempotentCreate;
import io.github.backup4j.huawei.internal.work.Proof;
import io.github.backup4j.huawei.internal.work.Request;
import io.github.backup4j.huawei.internal.work.RequestMark;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.spi.OperationDriver;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes servers out of images, and out of restore points by way of an image. */
public final class NewServers implements ServersFromPoints {
    private static final String SAFE_TYPE = "SSD";
    private static final int LONGEST_DESCRIPTION = 1024;

    private final Context context;
    private final IdempotentCreate creates;
    private final ServerCalls servers;
    private final DiskCalls disks;
    private final ImageCalls images;
    private final NewServerWork work;

    public NewServers(
            Context context,
            IdempotentCreate creates,
            ServerCalls servers,
            DiskCalls disks,
            ImageCalls images,
            NewServerWork work) {
        this.context = context;
        this.creates = creates;
        this.servers = servers;
        this.disks = disks;
        this.images = images;
        this.work = work;
    }

    /**
     * Makes a server, unless it is there already; an image on the way that a call with the same key has left is used again.
     * Another image that there is of the restore point is used, as there can be only one, and kept.
     *
     * @param source the restore point, looked at only if there is no server yet
     */
    @Override
    public OperationDriver<Resource.Server> fromPoint(Supplier<RestorePoint> source, ServerSpec spec, Request request) {
        
        Optional<String> server = creates.find(request, "server", servers::marked);
        Proof proof = Proof.of(request.key());
        Optional<IdempotentCreate.Marked<String>> image =
                creates.findMarked(request, "image", () -> images.onTheWay(proof));
        if (server.isPresent()) {
            Token made = NewServerWork.made(server.get());
            return context.operation(
                    work,
                    image.map(left -> made.with("image", left.made())
                                    .with("key", left.mark().text())
                                    .with("proof", proof.text()))
                            .orElse(made));
        }
        RestorePoint point = source.get();
        ObjectNode plan = plan(point.resource(), point.zone(), point.parts(), spec);
        if (image.isEmpty() && point.pinned()) {
            // Another caller with the key may have begun the image on the way meanwhile.
            image = creates.findMarked(request, "image", () -> images.onTheWay(proof));
            if (image.isEmpty()) {
                return fromImageNow(point.images().get(0).value(), plan, request);
            }
        }
        String packed = PackedSpec.pack(plan);
        if (packed.length() > LONGEST_DESCRIPTION) {
            throw new Invalid("the spec of server \"" + spec.name() + "\" is too long to be kept while the image that "
                    + "the server is made from is built; give it shorter tags");
        }
        boolean small = packed.length() <= PackedSpec.IN_TOKEN;
        String inToken = small ? packed : "";
        String key = request.tag();
        if (image.isPresent()) {
            return context.operation(work, waiting(image.get(), inToken).made().with("proof", proof.text()));
        }
        Supplier<List<IdempotentCreate.Marked<Token>>> found = () -> images.onTheWay(proof).stream()
                .map(marked -> waiting(marked, inToken))
                .toList();
        Map<String, String> tags = new LinkedHashMap<>(request.tags(Map.of()));
        tags.put(Temporaries.NAME, Temporaries.sign(key, proof));
        Token token = creates.begin(
                request,
                found,
                () -> NewServerWork.token(
                        images.ofBackup(
                                point.id().value(),
                                Temporaries.imageName(key),
                                small ? "" : packed,
                                tags,
                                request.mode()),
                        key,
                        inToken));
        return context.operation(work, token.with("proof", proof.text()));
    }

    /** It goes on with the mark of the call that has begun it, by which the service knows the server again. */
    private static IdempotentCreate.Marked<Token> waiting(IdempotentCreate.Marked<String> image, String plan) {
        RequestMark mark = image.mark();
        return image.as(NewServerWork.waiting(image.made(), mark.text(), plan));
    }

    /** Makes a server of an image, unless it is there already. */
    OperationDriver<Resource.Server> fromImage(Supplier<Source> source, ServerSpec spec, Request request) {
        Optional<String> server = creates.find(request, "server", servers::marked);
        if (server.isPresent()) {
            return context.operation(work, NewServerWork.made(server.get()));
        }
        Source known = source.get();
        return fromImageNow(known.image(), plan(known.original(), known.zone(), known.parts(), spec), request);
    }

    private OperationDriver<Resource.Server> fromImageNow(String image, ObjectNode plan, Request request) {
        String key = request.tag();
        String job = servers.create(request(plan, image), key, request.key(), request.repeated());
        return context.operation(work, NewServerWork.making(job, key));
    }

    /**
     * An image that a server is made of.
     *
     * @param image its id
     * @param original the server that its data was taken of; null: not known
     * @param zone where that was; "" if nothing says it
     * @param parts the disks that the image holds, where something tells them
     */
    record Source(String image, @Nullable Resource original, String zone, List<RestorePoint.Part> parts) {}

    // ---- what the server shall be

    /** The spec, completed by what the original is, as long as that exists. */
    private ObjectNode plan(
            @Nullable Resource from, String zoneOfData, List<RestorePoint.Part> parts, ServerSpec spec) {
        JsonNode original = from instanceof Resource.Server server ? servers.find(server.id()) : null;
        ObjectNode plan = PackedSpec.object().put("n", spec.name());
        plan.put("f", known("flavor", spec.flavor(), flavor(original), spec));
        plan.put("v", known("network", spec.network(), original == null ? null : ServerCalls.network(original), spec));
        String subnet = spec.subnet() != null || original == null || from == null ? null : servers.subnet(from.id());
        plan.put("s", known("subnet", spec.subnet(), subnet, spec));
        String zone = original == null ? null : JsonFields.textOrNull(original, "OS-EXT-AZ:availability_zone");
        plan.put("z", known("zone", spec.zone(), zone == null && !zoneOfData.isEmpty() ? zoneOfData : zone, spec));
        ArrayNode groups = plan.putArray("g");
        spec.securityGroups().forEach(groups::add);
        if (groups.isEmpty() && original != null) {
            for (JsonNode group : original.path("security_groups")) {
                String id = JsonFields.text(group, "id");
                if (!id.isEmpty()) {
                    groups.add(id);
                }
            }
        }
        if (spec.keyPair() != null) {
            plan.put("k", spec.keyPair());
        }
        if (!spec.tags().isEmpty()) {
            ObjectNode tags = plan.putObject("t");
            spec.tags().forEach(tags::put);
        }
        putDisks(plan, original, parts);
        return plan;
    }

    /** Disks of the kinds that the originals are of; without being named, data disks would be of the slowest. */
    private void putDisks(ObjectNode plan, @Nullable JsonNode original, List<RestorePoint.Part> parts) {
        String root = null;
        ArrayNode data = plan.putArray("d");
        for (RestorePoint.Part part : parts) {
            String type = typeOf(part.disk().id());
            if (part.bootable()) {
                root = type;
            } else {
                data.addArray().add(part.disk().id()).add(type).add(part.size().toGibRoundedUp());
            }
        }
        if (root == null && original != null && !ServerCalls.disks(original).isEmpty()) {
            root = typeOf(ServerCalls.disks(original).get(0));
        }
        plan.put("r", root == null ? SAFE_TYPE : root);
    }

    private String typeOf(String disk) {
        JsonNode known = disks.find(disk);
        String type = known == null ? null : JsonFields.textOrNull(known, "volume_type");
        return type == null ? SAFE_TYPE : type;
    }

    private static @Nullable String flavor(@Nullable JsonNode original) {
        return original == null ? null : JsonFields.textOrNull(original.path("flavor"), "id");
    }

    private static String known(String what, @Nullable String asked, @Nullable String original, ServerSpec spec) {
        if (asked != null) {
            return asked;
        }
        if (original != null) {
            return original;
        }
        throw new Invalid(
                what + " of server \"" + spec.name()
                        + "\" is not given, and the server that the data was taken of does not exist any more, or does not tell");
    }

    // ---- the request

    static PrePaidServer request(JsonNode plan, String image) {
        PrePaidServer server = new PrePaidServer()
                .withName(plan.path("n").asText())
                .withImageRef(image)
                .withFlavorRef(plan.path("f").asText())
                .withVpcid(plan.path("v").asText())
                .withNics(List.of(
                        new PrePaidServerNic().withSubnetId(plan.path("s").asText())))
                .withAvailabilityZone(plan.path("z").asText())
                .withRootVolume(new PrePaidServerRootVolume()
                        .withVolumetype(PrePaidServerRootVolume.VolumetypeEnum.fromValue(
                                plan.path("r").asText())));
        List<PrePaidServerSecurityGroup> groups = new ArrayList<>();
        plan.path("g").forEach(group -> groups.add(new PrePaidServerSecurityGroup().withId(group.asText())));
        if (!groups.isEmpty()) {
            server.withSecurityGroups(groups);
        }
        if (plan.has("k")) {
            server.withKeyName(plan.path("k").asText());
        }
        List<PrePaidServerTag> tags = new ArrayList<>();
        plan.path("t")
                .properties()
                .forEach(tag -> tags.add(new PrePaidServerTag()
                        .withKey(tag.getKey())
                        .withValue(tag.getValue().asText())));
        if (!tags.isEmpty()) {
            server.withServerTags(tags);
        }
        List<PrePaidServerDataVolume> data = new ArrayList<>();
        plan.path("d").forEach(disk -> data.add(dataDisk(disk)));
        return data.isEmpty() ? server : server.withDataVolumes(data);
    }

    private static PrePaidServerDataVolume dataDisk(JsonNode disk) {
        return new PrePaidServerDataVolume()
                .withVolumetype(PrePaidServerDataVolume.VolumetypeEnum.fromValue(
                        disk.path(1).asText()))
                .withSize(disk.path(2).asInt())
                .withExtendparam(new PrePaidServerDataVolumeExtendParam()
                        .withSnapshotId(disk.path(0).asText()));
    }
}
