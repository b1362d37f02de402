"""Stamps taxi trips with the day of the run and writes them as two Parquet files.

Arguments: <output prefix> [<input prefix>], for example s3://my-bucket/taxi/output/ s3://my-bucket/taxi/input/.
Without input it makes a million trips up, so that the job runs in an empty account.
"""
import sys

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.functions import col, current_date, expr, rand


def invented(spark: SparkSession) -> DataFrame:
    return spark.range(1_000_000).select(
        col("id").alias("trip"),
        expr("timestamp_seconds(1640995200 + id % 2678400)").alias("pickup"),
        (rand(7) * 30).alias("miles"),
    )


def main(target: str, source: str = "") -> None:
    spark = SparkSession.builder.appName("taxi").getOrCreate()
    trips = spark.read.parquet(source) if source else invented(spark)
    stamped = trips.withColumn("run_date", current_date())
    stamped.show(10)
    print(f"trips: {stamped.count()}")
    stamped.repartition(2).write.mode("overwrite").parquet(target)
    spark.stop()


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit("usage: taxi.py <output prefix> [<input prefix>]")
    main(*sys.argv[1:])
