using System.Runtime.InteropServices;

namespace GameAuth.Storage;

/// <summary><c>struct stat</c> of Apple's kernel with 64-bit file numbers: 144 bytes, of which these are looked at.</summary>
[StructLayout(LayoutKind.Explicit, Size = 144)]
internal struct AppleStatBuffer
{
    [FieldOffset(4)]
    public ushort Mode;

    [FieldOffset(6)]
    public ushort Links;

    [FieldOffset(16)]
    public uint Owner;

    [FieldOffset(20)]
    public uint Group;

    [FieldOffset(96)]
    public long Size;

    [FieldOffset(104)]
    public long Blocks;
}
