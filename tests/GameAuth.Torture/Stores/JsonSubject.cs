using System.Text.Json;

namespace GameAuth.Torture;

/// <summary>The plain store of many applications: a JSON document in a file that is written in place.</summary>
internal class JsonSubject(string directory) : ISubject
{
    public Task OpenAsync()
    {
        Directory.CreateDirectory(directory);
        return Task.CompletedTask;
    }

    public Task SaveAsync(string row, byte[] value) => WriteAsync(PathOf(row), JsonSerializer.Serialize(new Dictionary<string, byte[]> { ["token"] = value }));

    public Task DeleteAsync(string row)
    {
        File.Delete(PathOf(row));
        return Task.CompletedTask;
    }

    public async Task<Sight> ReadAsync(string row)
    {
        string path = PathOf(row);
        if (!File.Exists(path))
        {
            return Sight.Missing;
        }

        try
        {
            string text = await File.ReadAllTextAsync(path);
            return text.Length == 0
                ? Sight.Unreadable("Empty file")
                : Sight.Of(JsonSerializer.Deserialize<Dictionary<string, byte[]>>(text)!["token"]);
        }
        catch (JsonException)
        {
            return Sight.Unreadable("Torn file");
        }
    }

    protected virtual Task WriteAsync(string path, string text)
    {
        File.WriteAllText(path, text);
        return Task.CompletedTask;
    }

    private string PathOf(string row) => Path.Combine(directory, row + ".json");
}
