namespace GameAuth.Core.Tests.Storage.Crash;

/// <summary>A whole disk as a crash left it: what the next start of the machine finds.</summary>
/// <param name="Directories">Full paths.</param>
/// <param name="Files">By full path.</param>
internal sealed record DiskImage(IReadOnlyCollection<string> Directories, IReadOnlyDictionary<string, FileImage> Files)
{
    /// <summary>Equal for equal disks; a temporary file's random name does not count.</summary>
    public ulong Hash()
    {
        ulong sum = 0;
        foreach (string directory in Directories)
        {
            sum += Fingerprint.Of(directory);
        }

        foreach ((string path, FileImage file) in Files)
        {
            ulong hash = Fingerprint.Mix(Fingerprint.Of(path.EndsWith(".tmp", StringComparison.Ordinal) ? path[..^20] : path), (ulong)file.Length);
            sum += file.Sectors.Aggregate(hash, (mixed, sector) => Fingerprint.Mix(mixed, sector.Hash));
        }

        return sum;
    }

    public DiskImage With(string path, ReadOnlySpan<byte> content) =>
        this with { Files = new Dictionary<string, FileImage>(Files) { [path] = FileImage.Of(content) } };
}
