namespace GameAuth.Providers;

/// <summary>The turn of one permit at the store: permits of a shared scope go there one after another, in the order in which they were given.</summary>
internal sealed class PaceTurn(Task before, long order)
{
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Before => before;

    /// <summary>Its place in the line, should it have to go back there.</summary>
    public long Order => order;

    public Task Over => _over.Task;

    /// <summary>Gives back what was reserved in the store; null until something is.</summary>
    public Action? OnGivenBack { get; set; }

    public void End() => _over.TrySetResult();

    public void GiveBack() => OnGivenBack?.Invoke();
}
