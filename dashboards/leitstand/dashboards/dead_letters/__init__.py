"""What could not be processed: numbers for the DSB and for IT, no letter and nobody in it."""
