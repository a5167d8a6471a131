namespace GameAuth.Emulator;

/// <summary>A scenario file cannot be used. The message names the file, the place in it, and what to write instead.</summary>
public sealed class ScenarioException : Exception
{
    internal ScenarioException(string source, string jsonPath, string problem, Exception? innerException = null)
        : base($"{source}: {jsonPath}: {problem}", innerException)
    {
        JsonPath = jsonPath;
        Problem = problem;
    }

    /// <summary>Where in the file, such as <c>$.faults[0].at</c>.</summary>
    public string JsonPath { get; }

    /// <summary>What is wrong there, and the fix.</summary>
    public string Problem { get; }
}
