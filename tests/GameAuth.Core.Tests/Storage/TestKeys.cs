using GameAuth.Storage;

namespace GameAuth.Core.Tests.Storage;

/// <summary>Keys that are plainly made up.</summary>
internal static class TestKeys
{
    /// <summary>Ascending bytes from a start: 01 02 03 ...</summary>
    public static byte[] Key(byte start) => [.. Enumerable.Range(start, MasterKey.Size).Select(i => (byte)i)];
}
