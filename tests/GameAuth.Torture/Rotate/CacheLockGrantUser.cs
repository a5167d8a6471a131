using System.Text.Json;
using Microsoft.Identity.Client.Extensions.Msal;

namespace GameAuth.Torture;

/// <summary>
/// The lock of Microsoft.Identity.Client.Extensions.Msal where that library holds it: around each reading and each writing of the cache, and not over the
/// refresh in between. The file is replaced by a rename, so that whatever is lost is lost by the lock's place alone.
/// </summary>
internal sealed class CacheLockGrantUser(string directory, Uri server) : IGrantUser
{
    private const int RetryMilliseconds = 2;
    private const int Retries = 5000;

    private readonly HttpClient _http = new();
    private readonly string _file = Path.Combine(directory, "grant.json");

    public Task OpenAsync()
    {
        Directory.CreateDirectory(directory);
        return Task.CompletedTask;
    }

    public async Task UseAsync()
    {
        CachedGrant grant = Read();
        if (grant.ExpiresAt > TimeProvider.System.GetUtcNow())
        {
            return;
        }

        using HttpResponseMessage answer = await SendAsync(RotatingServer.TokenPath, KeyValuePair.Create("refresh_token", grant.RefreshToken));
        if (answer.IsSuccessStatusCode)
        {
            Write(await ReadAsync(answer));
        }
        else if (string.Equals(Read().RefreshToken, grant.RefreshToken, StringComparison.Ordinal))
        {
            // Where another process has saved a newer grant meanwhile, that one is tried first.
            throw new SignInRequiredException("cache-lock: the grant is over.", SignInReason.Revoked);
        }
    }

    public async Task SignInAsync()
    {
        using HttpResponseMessage answer = await SendAsync(RotatingServer.SignInPath);
        Write(await ReadAsync(answer));
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return default;
    }

    private static async Task<CachedGrant> ReadAsync(HttpResponseMessage answer)
    {
        RotorBody body = JsonSerializer.Deserialize(await answer.Content.ReadAsByteArrayAsync(), RotorJson.Default.RotorBody)!;
        return new CachedGrant(body.AccessToken!.Reveal(), body.RefreshToken!.Reveal(), TimeProvider.System.GetUtcNow().AddMilliseconds(body.ExpiresInMs));
    }

    private async Task<HttpResponseMessage> SendAsync(string step, params KeyValuePair<string, string>[] form)
    {
        using FormUrlEncodedContent content = new(form);
        return await _http.PostAsync(new Uri(server, step), content);
    }

    private CachedGrant Read()
    {
        using CrossPlatLock held = Lock();
        return JsonSerializer.Deserialize(File.ReadAllBytes(_file), RotorJson.Default.CachedGrant)!;
    }

    private void Write(CachedGrant grant)
    {
        using CrossPlatLock held = Lock();
        string temporary = $"{_file}.{Environment.ProcessId}";
        File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(grant, RotorJson.Default.CachedGrant));
        File.Move(temporary, _file, overwrite: true);
    }

    private CrossPlatLock Lock() => new(_file + ".lock", RetryMilliseconds, Retries);
}
