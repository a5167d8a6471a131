namespace GameAuth.Torture;

internal enum StepKind
{
    /// <summary>The row gets the step's value.</summary>
    Save,

    /// <summary>The row goes.</summary>
    Delete,

    /// <summary>Every row keeps its value: new seals, new files, new keys.</summary>
    Keep,
}
