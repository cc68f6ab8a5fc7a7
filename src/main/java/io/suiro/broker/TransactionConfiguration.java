package io.suiro.broker;

import io.suiro.config.EffectiveSettings;
import io.suiro.coordinator.txn.TransactionSettings;

/** The settings of transactions, as they are when the broker starts. */
final class TransactionConfiguration {
    private TransactionConfiguration() {}

    static TransactionSettings of(EffectiveSettings settings) {
        return new TransactionSettings(
                settings.intOf("transaction.max.timeout.ms"),
                settings.intOf("transactional.id.expiration.ms"),
                settings.intOf("transaction.abort.timed.out.transaction.cleanup.interval.ms"),
                settings.intOf("transaction.remove.expired.transaction.cleanup.interval.ms"),
                settings.intOf("transaction.state.log.num.partitions"));
    }
}
