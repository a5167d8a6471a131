using GameAuth.Hytale;

namespace HytaleServer;

/// <summary>The profile that the server ran with the last time, for each account, so that a start needs no list of profiles. It is an id and no secret.</summary>
/// <param name="directory">Where it is kept; null remembers nothing.</param>
internal sealed class RememberedProfile(string? directory)
{
    public async Task<Guid?> ReadAsync(HytaleAccount me, CancellationToken cancellationToken) =>
        File.Exists(PathOf(me)) && Guid.TryParse(await File.ReadAllTextAsync(PathOf(me)!, cancellationToken), out Guid id) ? id : null;

    public Task WriteAsync(HytaleAccount me, Guid id, CancellationToken cancellationToken) =>
        PathOf(me) is { } path ? File.WriteAllTextAsync(path, $"{id}", cancellationToken) : Task.CompletedTask;

    public void Forget(HytaleAccount me)
    {
        if (File.Exists(PathOf(me)))
        {
            File.Delete(PathOf(me)!);
        }
    }

    private string? PathOf(HytaleAccount me) => directory is null ? null : Path.Combine(directory, $"profile-{me.Id.Key}");
}
