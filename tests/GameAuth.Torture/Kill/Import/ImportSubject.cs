using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Torture;

/// <summary>
/// A row is another program's sign-in that is imported with its file removed: a value is lost when it is neither in the file nor in an account. An
/// account that a newer one has followed is signed out.
/// </summary>
internal sealed class ImportSubject(string directory) : ISubject
{
    private readonly string _source = Path.Combine(directory, "source", KeepsakeFile.Name);
    private GameAuthClient? _client;

    private KeepsakeAuth Front => _client!.Get<KeepsakeAuth>();

    public async Task OpenAsync()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_source)!);
        _client = await GameAuthClient.CreateAsync(services => KeepsakeAuth.Descriptor.AddTo(services
            .AddGameAuth(static options => { options.ApplicationName = "torture"; options.AllowLoopbackHttp = true; })
            .UseFileStore(Path.Combine(directory, "store"))
            .UseKey([.. Enumerable.Range(1, 32).Select(static i => (byte)i)])));
    }

    public async Task SaveAsync(string row, byte[] value)
    {
        WriteSource(value);
        ImportResult result = await Front.ImportAsync(new KeepsakeImport(_source), new ImportOptions { RemoveSource = true });
        if (result.Imported.Count != 1 || result.NotRemoved.Count != 0)
        {
            throw new InvalidOperationException("The file was not taken over whole.");
        }

        await foreach (KeepsakeAccount account in Front.ListAsync())
        {
            if (account.Id != result.Imported[0].Account)
            {
                await account.SignOutAsync();
            }
        }
    }

    public Task DeleteAsync(string row) => throw new NotSupportedException("An import deletes nothing.");

    public async Task<Sight> ReadAsync(string row)
    {
        if (TryReadSource() is { } source)
        {
            return Sight.Of(Convert.FromBase64String(source.RefreshToken), "Source");
        }

        KeepsakeAccount? newest = null;
        await foreach (KeepsakeAccount account in Front.ListAsync())
        {
            newest = newest is null || string.CompareOrdinal(account.DisplayName, newest.DisplayName) > 0 ? account : newest;
        }

        return newest is null ? Sight.Missing : Sight.Of(Convert.FromBase64String((await newest.GetTokenAsync(Front.Grants)).RefreshToken.Reveal()));
    }

    // The other program knows how to write: whole, flushed, and under its name at once.
    private void WriteSource(byte[] value)
    {
        string number = TimeProvider.System.GetUtcNow().UtcTicks.ToString("D20", CultureInfo.InvariantCulture);
        string made = _source + ".new";
        using (FileStream file = File.Create(made))
        {
            JsonSerializer.Serialize(file, new KeepsakeFile(Convert.ToBase64String(value), number), KeepsakeJson.Default.KeepsakeFile);
            file.Flush(flushToDisk: true);
        }

        File.Move(made, _source, overwrite: true);
    }

    /// <summary>A file that is being removed is overwritten first; by then an account has what it said.</summary>
    private KeepsakeFile? TryReadSource()
    {
        try
        {
            return File.Exists(_source) ? JsonSerializer.Deserialize(File.ReadAllBytes(_source), KeepsakeJson.Default.KeepsakeFile) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
