namespace GameAuth.Storage;

/// <summary>What the kernel says of a file: kind and permissions (<c>st_mode</c>), owner, group, length and the space that it really takes.</summary>
internal readonly record struct UnixFileStatus(uint Mode, uint Owner, uint Group, uint Links, long Length, long Allocated)
{
    private const uint KindMask = 0xF000;
    private const uint Regular = 0x8000;
    private const uint DirectoryKind = 0x4000;
    private const uint LinkKind = 0xA000;
    private const uint Sticky = 0x200;
    private const uint GroupWrite = 0x10;
    private const uint OthersWrite = 0x2;

    public bool IsRegular => (Mode & KindMask) == Regular;

    public bool IsDirectory => (Mode & KindMask) == DirectoryKind;

    public bool IsLink => (Mode & KindMask) == LinkKind;

    /// <summary>Files in such a directory are renamed and removed by their owners only, as in <c>/tmp</c>.</summary>
    public bool IsSticky => (Mode & Sticky) != 0;

    public bool IsGroupWritable => (Mode & GroupWrite) != 0;

    public bool IsWorldWritable => (Mode & OthersWrite) != 0;

    public UnixFileMode Permissions => (UnixFileMode)(Mode & 0xFFF);
}
