using GameAuth.Storage;

namespace GameAuth.Testing;

/// <summary>One call that reached a <see cref="RecordingStore"/>. It holds no value of a row.</summary>
/// <param name="Operation">Which call.</param>
/// <param name="Key">The row; null for a listing and a lease.</param>
/// <param name="Name">The partition of a listing (null for all), or the name of a lease; null otherwise.</param>
/// <param name="Expected">The version that a write or a delete expected; null for others, and for a write that creates.</param>
/// <param name="Next">The version that a write would give; null for others.</param>
public sealed record RecordedStoreCall(StoreOperation Operation, RowKey? Key, string? Name, RowVersion? Expected, RowVersion? Next);
