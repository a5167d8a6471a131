namespace GameAuth.Torture;

/// <summary>A store with one row to damage, whose intact files it takes while it is filled.</summary>
internal sealed class SpecimenStore(string directory, int seed)
{
    private const int Size = 2000;
    private const int Saves = 6;

    private readonly GameAuthSubject _subject = new(directory);
    private string _file = "";

    public string Quarantine { get; } = Path.Combine(directory, "quarantine");

    /// <summary>Saves the row over and over.</summary>
    /// <returns>The row's file with the newer slot first, and with the newer slot last.</returns>
    public async Task<Specimen[]> FillAsync()
    {
        await _subject.OpenAsync();
        await _subject.SaveAsync("other", Payload.Of(seed, -1, Size));
        await _subject.SaveAsync("other", Payload.Of(seed, -2, Size));
        string entries = Path.Combine(directory, "entries");
        string another = Directory.GetFiles(entries).Single();
        List<byte[]> values = [];
        List<byte[]> files = [];
        for (int save = 0; save < Saves; save++)
        {
            values.Add(Payload.Of(seed, save, Size));
            await SaveAsync(values[save]);
            _file = Directory.GetFiles(entries).Single(file => file != another);
            files.Add(await File.ReadAllBytesAsync(_file));
        }

        byte[] other = await File.ReadAllBytesAsync(another);
        return [.. Enumerable.Range(Saves - 3, 2).Select(save => new Specimen(
            files[save], NewerSlot(files[save - 1], files[save]), values[..(save + 1)], values[save + 1], new FileHistory(files[save - 1], files[save - 2], files[save + 1]), other))];
    }

    /// <summary>Puts these bytes in the place of the row's file.</summary>
    public Task PutAsync(byte[] file) => File.WriteAllBytesAsync(_file, file);

    public Task SaveAsync(byte[] value) => _subject.SaveAsync("target", value);

    public Task<Sight> ReadAsync() => _subject.ReadAsync("target");

    /// <summary>Whether these bytes are kept aside; what is there is cleared away, so that thousands of cases do not fill the disk.</summary>
    public bool TakesFromQuarantine(byte[] file)
    {
        bool isKept = false;
        foreach (string kept in Directory.GetFiles(Quarantine))
        {
            isKept |= File.ReadAllBytes(kept).AsSpan().SequenceEqual(file);
            File.Delete(kept);
        }

        return isKept;
    }

    // The one that the last save has changed.
    private static int NewerSlot(byte[] before, byte[] after) => before.AsSpan(0, before.Length / 2).SequenceEqual(after.AsSpan(0, after.Length / 2)) ? 1 : 0;
}
