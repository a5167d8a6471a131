namespace GameAuth.Core.Tests.Storage.Crash;

/// <summary>A file as a crash left it.</summary>
internal sealed record FileImage(IReadOnlyList<Sector> Sectors, int Length)
{
    public static FileImage Of(ReadOnlySpan<byte> content)
    {
        CrashFile file = new();
        file.Write(0, content);
        file.Flush();
        return file.ToImage([]);
    }

    public byte[] ToBytes()
    {
        byte[] content = new byte[Length];
        for (int at = 0; at < Length; at += Sector.Size)
        {
            Sectors[at / Sector.Size].Bytes.AsSpan(0, Math.Min(Sector.Size, Length - at)).CopyTo(content.AsSpan(at));
        }

        return content;
    }
}
