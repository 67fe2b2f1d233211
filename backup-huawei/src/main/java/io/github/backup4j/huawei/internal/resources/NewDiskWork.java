package io.github.backup4j.huawei.internal.resources;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.NotFound;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.Resource;
import io.github.backup4j.huawei.internal.work.Job;
import io.github.backup4j.huawei.internal.work.Step;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.huawei.internal.work.TokenFields;
import io.github.backup4j.huawei.internal.work.Work;

/** The making of a disk with data: its job, and then the disk itself, which is available once before its data is there. */
public final class NewDiskWork implements Work<Resource.Disk> {
    private static final TokenFields FIELDS =
            TokenFields.none().with(TokenFields.ID, "job", "disk").with(TokenFields.FLAG, "good");

    private static final int JOB = 0;

    private final DiskCalls disks;

    public NewDiskWork(DiskCalls disks) {
        this.disks = disks;
    }

    public static Token token(DiskCalls.Begun begun) {
        return Token.of("new-disk").with("job", begun.job()).with("disk", begun.disk());
    }

    @Override
    public String words() {
        return "creating the disk";
    }

    @Override
    public String kind() {
        return "new-disk";
    }

    @Override
    public TokenFields fields() {
        return FIELDS;
    }

    @Override
    public int steps() {
        return 2;
    }

    @Override
    public Class<Resource.Disk> resultType() {
        return Resource.Disk.class;
    }

    @Override
    public Step<Resource.Disk> look(Token token) {
        return token.step() == JOB ? lookAtJob(token) : lookAtDisk(token);
    }

    private Step<Resource.Disk> lookAtJob(Token token) {
        if (token.find("job").isEmpty()) {
            return new Step.Next<>(token.at(JOB + 1));
        }
        Job job = disks.job(token.get("job"));
        if (job.failed()) {
            return Job.failed(job.keepFailure(token, "the disk could not be made; nothing was overwritten"));
        }
        if (!job.done()) {
            return Step.going(job.percent(), "");
        }
        String id = job.made("volume_id");
        Token next = token.at(JOB + 1);
        return new Step.Next<>(id == null || !token.find("disk").isEmpty() ? next : next.with("disk", id));
    }

    /** A job that is forgotten has done its work, or what it should have made is missing in the next step. */
    @Override
    public Step<Resource.Disk> gone(Token token, NotFound missing) {
        boolean job = token.step() == JOB && !token.find("disk").isEmpty();
        return job
                ? new Step.Next<>(token.at(JOB + 1))
                : Job.failed(Job.keepFailure(token, "the disk that was made does not exist any more", missing));
    }

    private Step<Resource.Disk> lookAtDisk(Token token) {
        String id = token.find("disk");
        if (id.isEmpty()) {
            return new Step.Failed<>(new OperationFailed("the disk was made, but not named; look for it by its name"));
        }
        JsonNode disk = disks.get(id);
        if (DiskCalls.broken(disk)) {
            return new Step.Failed<>(new OperationFailed("disk " + id + " was made, but is " + DiskCalls.status(disk)
                    + "; delete it; nothing was overwritten"));
        }
        if (!DiskCalls.ready(disk)) {
            return token.find("good").isEmpty()
                    ? Step.going("disk " + id + " is " + DiskCalls.status(disk))
                    : new Step.Next<>(token.with("good", ""));
        }
        return token.find("good").isEmpty()
                ? new Step.Next<>(token.with("good", "1"))
                : new Step.Done<>(Resource.disk(id));
    }
}
