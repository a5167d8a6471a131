using GameAuth.Storage;

namespace GameAuth.Providers;

/// <summary>Hardware that this operating system can't have.</summary>
internal sealed class AbsentKeyHardware(string reason) : IKeyHardware
{
    public string? FindObstacle() => reason;

    public string Create() => throw Absent();

    public byte[] ReadPublicKey(string reference) => throw Absent();

    public byte[] SignHash(string reference, ReadOnlySpan<byte> hash) => throw Absent();

    public void Delete(string reference) => throw Absent();

    private KeyHardwareException Absent() => new(reason, RowState.KeyUnavailable);
}
