using System.Collections.Concurrent;
using System.Net;

namespace GameAuth.Xbox.Tests;

/// <summary>A service in memory: counts requests and the tokens that they carry, and on demand holds some back to refuse their token.</summary>
internal sealed class TokenWire : HttpMessageHandler
{
    private readonly ConcurrentDictionary<string, int> _tokens = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _refused = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _full = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _gate;
    private int _count;
    private int _held;
    private int _wanted = int.MaxValue;

    public int Count => _count;

    public int Tokens => _tokens.Count;

    /// <summary>The headers that came, each once.</summary>
    public IEnumerable<string> Authorizations => _tokens.Keys;

    /// <summary>Whether what comes is held back.</summary>
    public bool Hold { get; set; }

    /// <summary>Holds back what comes until the result is set, and then refuses the tokens that it carried.</summary>
    public TaskCompletionSource RefuseWhatComesNow()
    {
        Hold = true;
        return _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Until so many are held back.</summary>
    public Task HeldAsync(int requests)
    {
        Volatile.Write(ref _wanted, requests);
        Check(Volatile.Read(ref _held));
        return _full.Task;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _count);
        string token = request.Headers.NonValidated["Authorization"].ToString();
        _tokens.AddOrUpdate(token, 1, static (_, number) => number + 1);
        if (Hold)
        {
            _refused.TryAdd(token, true);
            Check(Interlocked.Increment(ref _held));
            await _gate!.Task.WaitAsync(cancellationToken);
        }

        return new HttpResponseMessage(_refused.ContainsKey(token) ? HttpStatusCode.Unauthorized : HttpStatusCode.OK);
    }

    private void Check(int held)
    {
        if (held >= Volatile.Read(ref _wanted))
        {
            _full.TrySetResult();
        }
    }
}
