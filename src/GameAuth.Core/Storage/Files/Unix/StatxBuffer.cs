using System.Runtime.InteropServices;

namespace GameAuth.Storage;

/// <summary><c>struct statx</c>: 256 bytes, of which these are looked at.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct StatxBuffer
{
    [FieldOffset(16)]
    public uint Links;

    [FieldOffset(20)]
    public uint Owner;

    [FieldOffset(24)]
    public uint Group;

    [FieldOffset(28)]
    public ushort Mode;

    [FieldOffset(40)]
    public ulong Size;

    [FieldOffset(48)]
    public ulong Blocks;
}
