namespace GameAuth.Torture;

/// <summary>Saves on a disk that is full to the last byte: the token that has just been rotated, and one that needs more room than its row has.</summary>
internal static class DiskFullCommand
{
    private const string Grant = "grant";
    private const string Growing = "growing";
    private const int Size = 900;
    private const int Grown = 60_000;

    public static async Task<Outcome> RunAsync(Arguments arguments)
    {
        string store = Subjects.NameIn(arguments);
        using Scratch scratch = new();
        (SmallDisk? mounted, string reason) = await SmallDisk.MountAsync(scratch);
        if (mounted is null)
        {
            return new Outcome(HasHeld: true, $"skipped: {reason}");
        }

        await using SmallDisk disk = mounted;
        string directory = Path.Combine(disk.Path, "store");
        Console.WriteLine($"store={store} seed={arguments.Seed}");
        ISubject subject = Subjects.Create(store, directory);
        await subject.OpenAsync();
        await subject.SaveAsync(Grant, Value(0, Size));
        await subject.SaveAsync(Grant, Value(1, Size));
        await subject.SaveAsync(Growing, Value(2, Size));
        disk.Fill();

        string rotated = await TryAsync(subject, Grant, Value(3, Size));
        bool isRotated = await ShowsAsync(Grant, Value(3, Size));
        string grown = await TryAsync(subject, Growing, Value(4, Grown));
        bool isGrown = await ShowsAsync(Growing, Value(4, Grown));
        bool isOldKept = isGrown || await ShowsAsync(Growing, Value(2, Size));
        bool isTyped = store is not Subjects.GameAuth || grown is "" or nameof(CredentialStoreException);
        Console.WriteLine($"rotated-error={(rotated.Length == 0 ? "none" : rotated)} growing-error={(grown.Length == 0 ? "none" : grown)}");
        bool hasKept = isRotated && isOldKept && isTyped && (isGrown || grown.Length > 0);
        return new Outcome(
            hasKept != arguments.ExpectsLoss,
            $"disk={disk.Kind} rotated={(isRotated ? "saved" : rotated.Length > 0 ? "refused" : "lost")} growing={(isGrown ? "saved" : grown.Length > 0 ? "refused" : "lost")} old={(isOldKept ? "kept" : "lost")}");

        byte[] Value(int index, int size) => Payload.Of(arguments.Seed, index, size);

        // As the next start of the application would see it.
        async Task<bool> ShowsAsync(string row, byte[] value)
        {
            ISubject next = Subjects.Create(store, directory);
            await next.OpenAsync();
            return (await next.ReadAsync(row)).Value is { } found && found.AsSpan().SequenceEqual(value);
        }
    }

    private static async Task<string> TryAsync(ISubject subject, string row, byte[] value)
    {
        try
        {
            await subject.SaveAsync(row, value);
            return "";
        }
        catch (Exception refusal)
        {
            // Whatever a store throws here is what an application would have to catch.
            return refusal.GetType().Name;
        }
    }
}
