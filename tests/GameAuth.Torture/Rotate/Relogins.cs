namespace GameAuth.Torture;

/// <summary>Counts sign-ins that came to an end, once for all the processes that notice it, and signs in anew.</summary>
internal sealed class Relogins(IGrantUser user) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private readonly HashSet<int> _revoked = [];

    /// <summary>The number of the sign-in that holds now.</summary>
    public int Current { get; private set; } = 1;

    public int Forced => Current - 1;

    /// <summary>Those that a process took for the provider's doing.</summary>
    public int Revoked
    {
        get
        {
            lock (_revoked)
            {
                return _revoked.Count;
            }
        }
    }

    /// <summary>A process found sign-in <paramref name="number"/> at its end.</summary>
    /// <returns>The number of the one that holds now.</returns>
    public async Task<int> ReportAsync(int number, string reason)
    {
        await _gate.WaitAsync();
        try
        {
            if (reason is not nameof(SignInReason.RefreshOutcomeUnknown))
            {
                lock (_revoked)
                {
                    _revoked.Add(number);
                }
            }

            if (number == Current)
            {
                await user.SignInAsync();
                Current++;
            }

            return Current;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();
}
