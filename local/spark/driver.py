"""The driver of a Spark job without its program: it asks for executors, and waits until its input ends."""
import sys

from pyspark import SparkContext

SparkContext()
sys.stdin.read()
