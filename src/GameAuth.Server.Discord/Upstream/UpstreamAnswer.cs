using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text.Json;

namespace GameAuth.Server.Discord;

/// <summary>An answer of Discord, or of the network before it, as it was read: a status, one JSON object or none, and what it says about calling on. Dispose it: its buffer held secrets and is cleared.</summary>
internal sealed class UpstreamAnswer : IDisposable
{
    /// <summary>The largest body that is read: 64 KiB. Discord's own have a few hundred bytes.</summary>
    public const int Largest = 64 * 1024;

    // "Blocked by the network before Discord", in the form of JSON.
    private const int BlockedCode = 40333;

    private byte[] _buffer = [];
    private int _length;
    private JsonDocument? _document;

    private UpstreamAnswer(HttpStatusCode status) => Status = status;

    /// <summary>The status.</summary>
    public HttpStatusCode Status { get; }

    /// <summary>What the answer says about calling on.</summary>
    public CallVerdict Verdict { get; private set; }

    /// <summary>Whether it counts towards a ban of the address: 401, 403 and 429, but for a limit that others share (rate limits, "Invalid Request Limit").</summary>
    public bool Counts { get; private set; }

    /// <summary>Whether it is a rate limit of whoever's token was presented: <c>X-RateLimit-Scope: user</c> (rate limits, "Header Format").</summary>
    public bool IsLimitOfToken { get; private set; }

    /// <summary>How long to wait, where it says so.</summary>
    public TimeSpan? RetryAfter { get; private set; }

    /// <summary>The JSON object; null where the body was none. Valid until the answer is disposed.</summary>
    public JsonElement? Json => _document?.RootElement;

    /// <summary>The member <c>error</c> of the token endpoint (RFC 6749 section 5.2).</summary>
    public string? OAuthError => Json is { } json ? JsonMembers.Text(json, "error") : null;

    /// <summary>Reads an answer.</summary>
    /// <param name="response">The answer, whose body was not read.</param>
    /// <param name="now">The time, for a <c>Retry-After</c> that is a date.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<UpstreamAnswer> ReadAsync(HttpResponseMessage response, DateTimeOffset now, CancellationToken cancellationToken)
    {
        UpstreamAnswer answer = new(response.StatusCode);
        try
        {
            using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            await answer.FillAsync(body, cancellationToken).ConfigureAwait(false);
            answer._document = answer._length > Largest ? null : StrictDocument.Parse(answer._buffer.AsMemory(0, answer._length));
            answer.Judge(response, now);
            return answer;
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _document?.Dispose();
        _document = null;
        _buffer.AsSpan(0, _length).Clear();
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        (_buffer, _length) = ([], 0);
    }

    private async ValueTask FillAsync(Stream body, CancellationToken cancellationToken)
    {
        _buffer = ArrayPool<byte>.Shared.Rent(Largest + 1);
        while (_length <= Largest)
        {
            int read = await body.ReadAsync(_buffer.AsMemory(_length, Largest + 1 - _length), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return;
            }

            _length += read;
        }
    }

    private void Judge(HttpResponseMessage response, DateTimeOffset now)
    {
        int? code = Json is { } json ? JsonMembers.Integer(json, "code") is { } number and >= 0 and <= int.MaxValue ? (int)number : null : null;
        string? scope = response.Headers.TryGetValues("X-RateLimit-Scope", out IEnumerable<string>? scopes) ? scopes.FirstOrDefault() : null;
        double? seconds = Json is { } body ? JsonMembers.Number(body, "retry_after") : null;
        RetryAfter = HeaderOf(response, now) ?? (seconds is { } said ? TimeSpan.FromSeconds(Math.Clamp(said, 0, 1_000_000)) : null);
        Verdict = Status switch
        {
            _ when code == BlockedCode => CallVerdict.Banned,
            HttpStatusCode.TooManyRequests => scope is not null || seconds is not null ? CallVerdict.Limited : CallVerdict.Banned,
            HttpStatusCode.Forbidden => code is not null ? CallVerdict.Refused : CallVerdict.Banned,
            HttpStatusCode.Unauthorized => CallVerdict.Refused,
            _ => CallVerdict.Served,
        };
        IsLimitOfToken = Verdict == CallVerdict.Limited && scope == "user";
        Counts = Verdict is CallVerdict.Banned or CallVerdict.Refused || (Verdict == CallVerdict.Limited && scope != "shared");
    }

    // RFC 9110 section 10.2.3; fractions are Discord's.
    private static TimeSpan? HeaderOf(HttpResponseMessage response, DateTimeOffset now)
    {
        if (!response.Headers.TryGetValues("Retry-After", out IEnumerable<string>? values) || values.FirstOrDefault() is not { } text)
        {
            return null;
        }

        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds))
        {
            return TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 1_000_000));
        }

        return DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at) && at > now ? at - now : null;
    }
}
