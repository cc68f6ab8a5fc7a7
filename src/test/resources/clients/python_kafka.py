"""What a program with kafka-python does: create a topic, produce, consume in a group, ask about it.

Arguments: bootstrap address. Prints one line for each thing that is checked.
"""
import sys

from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import ConfigResource, ConfigResourceType, KafkaAdminClient, NewPartitions, NewTopic
from kafka.errors import TopicAlreadyExistsError

BOOTSTRAP = sys.argv[1]
TOPIC = "python"
GROUP = "python-readers"
COUNT = 1000


def consumer():
    return KafkaConsumer(
        TOPIC,
        bootstrap_servers=BOOTSTRAP,
        group_id=GROUP,
        auto_offset_reset="earliest",
        enable_auto_commit=False,
        consumer_timeout_ms=60000,
    )


def take(reader, count):
    return [record for _, record in zip(range(count), reader)]


admin = KafkaAdminClient(bootstrap_servers=BOOTSTRAP)
topic = NewTopic(TOPIC, num_partitions=1, replication_factor=1, topic_configs={"retention.ms": "3600000"})
admin.create_topics([topic])
try:
    admin.create_topics([topic])
except TopicAlreadyExistsError:
    print("the topic exists once")
print("topics:", TOPIC in admin.list_topics())

producer = KafkaProducer(bootstrap_servers=BOOTSTRAP, acks="all")
for i in range(COUNT):
    producer.send(TOPIC, key=b"k%d" % i, value=b"v%d" % i, headers=[("n", b"%d" % i)])
producer.flush()
metadata = producer.send(TOPIC, value=b"last").get(timeout=60)
print("last offset:", metadata.offset)
producer.close()

reader = consumer()
half = take(reader, COUNT // 2)
print("first:", half[0].key, half[0].value, half[0].headers)
reader.commit()
reader.close()

reader = consumer()
rest = take(reader, COUNT // 2 + 1)
print("in order:", [r.offset for r in half + rest] == list(range(COUNT + 1)))
reader.commit()
partition = TopicPartition(TOPIC, 0)
print("committed:", reader.committed(partition))
print("ends:", reader.beginning_offsets([partition])[partition], reader.end_offsets([partition])[partition])
print("by time:", reader.offsets_for_times({partition: half[0].timestamp})[partition].offset)
reader.close()

print("groups:", (GROUP, "consumer") in admin.list_consumer_groups())
described = admin.describe_consumer_groups([GROUP])[0]
print("group:", described.group, described.state)
print("offsets:", admin.list_consumer_group_offsets(GROUP)[partition].offset)
answer = admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, TOPIC)])[0]
print("retention:", next(entry[1] for entry in answer.resources[0][4] if entry[0] == "retention.ms"))
admin.create_partitions({TOPIC: NewPartitions(3)})
print("partitions:", len(admin.describe_topics([TOPIC])[0]["partitions"]))
admin.delete_consumer_groups([GROUP])
admin.delete_topics([TOPIC])
print("topics:", TOPIC in admin.list_topics())
admin.close()
