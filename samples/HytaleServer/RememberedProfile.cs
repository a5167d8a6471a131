namespace HytaleServer;

/// <summary>The profile that the server ran with the last time, so that a start needs no list of profiles. It is an id and no secret.</summary>
/// <param name="directory">Where it is kept; null remembers nothing.</param>
internal sealed class RememberedProfile(string? directory)
{
    private readonly string? _path = directory is null ? null : Path.Combine(directory, "profile");

    public async Task<Guid?> ReadAsync(CancellationToken cancellationToken) =>
        File.Exists(_path) && Guid.TryParse(await File.ReadAllTextAsync(_path, cancellationToken), out Guid id) ? id : null;

    public Task WriteAsync(Guid id, CancellationToken cancellationToken) =>
        _path is null ? Task.CompletedTask : File.WriteAllTextAsync(_path, $"{id}", cancellationToken);

    public void Forget()
    {
        if (File.Exists(_path))
        {
            File.Delete(_path);
        }
    }
}
