namespace GameAuth.Storage;

/// <summary>Where a row stands: the partition is its owner, the name is what it holds.</summary>
/// <param name="Partition">The owner; rows of one partition are listed together.</param>
/// <param name="Name">What the row holds.</param>
/// <remarks>A store treats both as opaque: any Unicode text up to 512 characters, compared ordinally, never as a path.</remarks>
public readonly record struct RowKey(string Partition, string Name);
