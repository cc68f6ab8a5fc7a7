package io.suiro.tool.client.config;

import io.suiro.tool.client.AdminCommand;
import io.suiro.tool.client.CommandFailed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigsOptions;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** A command that changes settings of one owner: all of them or, if one is refused, none. */
abstract class ConfigChange extends AdminCommand {
    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private ConfigOwner owner;

    @Option(names = "--dry-run", description = "Only say whether it could be done.")
    private boolean dryRun;

    /**
     * What is to be done.
     *
     * @throws CommandFailed if a file that tells it does not
     */
    abstract Collection<AlterConfigOp> changes() throws CommandFailed;

    @Override
    protected final int run(Admin admin) throws IOException, ExecutionException, InterruptedException {
        Collection<AlterConfigOp> changes = changes();
        ConfigResource resource = owner.resource(admin);
        admin.incrementalAlterConfigs(Map.of(resource, changes), new AlterConfigsOptions().validateOnly(dryRun))
                .all()
                .get();
        List<Map<String, Object>> rows = new ArrayList<>();
        for (AlterConfigOp change : changes) {
            Map<String, Object> row = new LinkedHashMap<>();
            ConfigEntry entry = change.configEntry();
            row.put("key", entry.name());
            row.put("value", change.opType() == AlterConfigOp.OpType.DELETE ? null : entry.value());
            row.put("changed", !dryRun);
            rows.add(row);
        }
        print(rows);
        return 0;
    }
}
